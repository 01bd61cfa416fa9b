/**
 * The styles of avatars: which of DiceBear's styles draws them, with which colors, and the attributes of a
 * face that can be its class. All drawings are CC0 1.0, the code of the packages is MIT.
 */

/** What DiceBear has chosen for a face: parts that it does not have are absent. */
type Face = Readonly<Record<string, unknown>>;

/** An attribute whose value is the class of a face. */
export interface Attribute {
  readonly classes: readonly string[];
  /** The number of the class. */
  of(face: Face): number;
}

interface AvatarStyle {
  /** Who drew its parts. */
  readonly source: string;
  /** Options of the style: palettes that are easy to tell apart, and how often a face has a part. */
  readonly options: Readonly<Record<string, number | readonly string[]>>;
  /** The first is the class unless another is named. */
  readonly attributes: Readonly<Record<string, Attribute>>;
}

type Palette = Readonly<Record<string, string>>;

const hair: Palette = {
  black: '2c2320',
  brown: '6b4423',
  blond: 'd9b36c',
  red: 'c0432b',
  gray: 'b4b4b4',
  blue: '3f6fb5',
};
const skin: Palette = { light: 'ffdbac', beige: 'eac393', brown: 'c68d5b', dark: '8d5a34' };
const background: Palette = {
  sky: 'b6e3f4',
  lilac: 'c0aede',
  mint: 'd1f4d9',
  rose: 'ffd5dc',
  lemon: 'fff3b0',
};
const clothing: Palette = {
  red: 'e78276',
  yellow: 'fdea6b',
  green: '78e185',
  blue: '9ddadb',
  violet: '8fa7df',
};

/** An attribute whose classes are the colors of a palette. */
function colored(part: string, palette: Palette): Attribute {
  const colors = Object.values(palette);
  return {
    classes: Object.keys(palette),
    of: (face) => colors.indexOf(String(face[part]).replace('#', '')),
  };
}

/** An attribute that a face has or lacks. */
function present(part: string, name = part): Attribute {
  return {
    classes: [`no-${name}`, name],
    of: (face) => (face[part] === undefined ? 0 : 1),
  };
}

/** An attribute whose classes are how the names of a part's drawings begin. */
function named(part: string, classes: readonly string[]): Attribute {
  return {
    classes,
    of: (face) => classes.findIndex((name) => String(face[part]).startsWith(name)),
  };
}

const common = {
  skin: colored('skinColor', skin),
  background: colored('primaryBackgroundColor', background),
};

export const avatarStyles = {
  lorelei: {
    source: 'Lorelei by Lisa Wischofsky',
    options: {
      backgroundColor: Object.values(background),
      hairColor: Object.values(hair),
      skinColor: Object.values(skin),
      eyebrowsColor: ['2c2320'],
      mouthColor: ['b03a3a'],
      glassesProbability: 25,
    },
    attributes: {
      'hair-color': colored('hairColor', hair),
      glasses: present('glasses'),
      beard: present('beard'),
      mood: named('mouth', ['happy', 'sad']),
      ...common,
    },
  },
  'pixel-art': {
    source: 'Pixel Art by DiceBear',
    options: {
      backgroundColor: Object.values(background),
      hairColor: Object.values(hair),
      skinColor: Object.values(skin),
      glassesProbability: 25,
    },
    attributes: {
      'hair-color': colored('hairColor', hair),
      'hair-length': named('hair', ['short', 'long']),
      glasses: present('glasses'),
      hat: present('hat'),
      beard: present('beard'),
      mood: named('mouth', ['happy', 'sad']),
      ...common,
    },
  },
  'open-peeps': {
    source: 'Open Peeps by Pablo Stanley',
    options: {
      backgroundColor: Object.values(background),
      clothingColor: Object.values(clothing),
      headContrastColor: Object.values(hair),
      skinColor: Object.values(skin),
    },
    attributes: {
      clothing: colored('clothingColor', clothing),
      beard: present('facialHair', 'beard'),
      mask: present('mask'),
      ...common,
    },
  },
} as const satisfies Record<string, AvatarStyle>;
