/**
 * ONNX's textual syntax (onnx/onnx docs/Syntax.md) → Graph, the inverse of print.ts. Tests write their
 * graphs in it. It reads the part of the syntax that a Graph can hold: tensors of known rank.
 */
import type { GraphError } from '../errors.ts';
import { constantOf } from './constant.ts';
import { sizeOf } from './shape.ts';
import { type DataType, dataTypes, numeric } from './data-type.ts';
import type { Attribute, Constant, Dim, Graph, Node, ValueInfo } from './graph.ts';
import { printedTypes } from './print.ts';
import { scan, syntaxError, type Token } from './scan.ts';
import { maxDepth } from './walk.ts';

/**
 * Reads one graph. Its name may be left out; a node without a `[label]` is named after its first
 * output.
 *
 * @throws GraphError 'bad-model' with the line and column of the error
 * @example
 * const graph = parseGraph(`(float[N,2] x) => (float[N,1] y) <float[2,1] w = {3, 4}> {
 *   h = MatMul(x, w)
 *   y = Tanh(h)
 * }`);
 */
export function parseGraph(text: string): Graph {
  const parser = new Parser(text);
  const graph = parser.graph();
  parser.end();
  return graph;
}

const typesByName = new Map<string, DataType>(
  [...(Object.keys(dataTypes) as DataType[]), 'string' as const].map((dtype) => [
    printedTypes[dtype] ?? dtype,
    dtype,
  ]),
);

/** A cursor over the tokens; each method reads the part of the grammar it is named after. */
class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  /** Graphs that are being read, one inside the other. */
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = scan(text);
  }

  graph(): Graph {
    if (this.#depth === maxDepth) {
      throw this.#error(this.#peek(), `subgraphs are nested more than ${maxDepth} deep`);
    }
    this.#depth++;
    try {
      return this.#graph();
    } finally {
      this.#depth--;
    }
  }

  #graph(): Graph {
    const name = this.#sees('(') ? '' : this.#name('the name of a graph');
    const inputs = this.#list('(', ')', () => this.#valueInfo());
    this.#expect('=>');
    const outputs = this.#list('(', ')', () => this.#valueInfo());
    const initializers = new Map<string, Constant>();
    const values = new Map<string, ValueInfo>();
    if (this.#sees('<')) {
      this.#list('<', '>', () => {
        const info = this.#valueInfo();
        if (this.#accept('=')) initializers.set(info.name, this.#elements(info));
        else values.set(info.name, info);
      });
    }
    const nodes: Node[] = [];
    this.#expect('{');
    while (!this.#accept('}')) nodes.push(this.#node());
    return { name, inputs, outputs, initializers, nodes, values };
  }

  end(): void {
    if (this.#peek().kind !== 'end') throw this.#unexpected('the end');
  }

  #node(): Node {
    let label: string | undefined;
    if (this.#accept('[')) {
      label = this.#name('the name of a node');
      this.#expect(']');
    }
    const outputs = this.#sees('=') ? [] : this.#names('=');
    this.#expect('=');
    const qualified = this.#word('an operator');
    const dot = qualified.lastIndexOf('.');
    let attributes = this.#attributes();
    this.#expect('(');
    const inputs = this.#sees(')') ? [] : this.#names(')');
    this.#expect(')');
    if (this.#sees('<')) attributes = { ...attributes, ...this.#attributes() };
    const domain = qualified.slice(0, Math.max(dot, 0));
    const name = label ?? outputs[0] ?? '';
    return { name, op: qualified.slice(dot + 1), domain, inputs, outputs, attributes };
  }

  /** Names up to (not including) `close`; nothing between two commas is a name left out. */
  #names(close: string): string[] {
    const names: string[] = [];
    do {
      names.push(this.#sees(',') || this.#sees(close) ? '' : this.#name('the name of a value'));
    } while (this.#accept(','));
    return names;
  }

  #attributes(): Record<string, Attribute> {
    if (!this.#sees('<')) return {};
    return Object.fromEntries(this.#list('<', '>', () => this.#attribute()));
  }

  #attribute(): [string, Attribute] {
    const name = this.#word('the name of an attribute');
    const type = this.#accept(':') ? this.#word('the type of an attribute') : undefined;
    this.#expect('=');
    if (this.#sees('[')) {
      const at = this.#peek();
      const items = this.#list('[', ']', () => this.#attributeValue());
      return [name, this.#joined(items, type, at)];
    }
    const value = this.#attributeValue();
    return [name, type === 'float' && value.type === 'int' ? { ...value, type } : value];
  }

  #attributeValue(): Attribute {
    const token = this.#peek();
    const isGraph = this.#peek(1).text === '(' && this.#peek(1).kind === 'mark';
    if (this.#sees('(') || isGraph) return { type: 'graph', value: this.graph() };
    if (token.kind === 'string') return { type: 'string', value: this.#take().text };
    const dtype = token.kind === 'word' ? typesByName.get(token.text) : undefined;
    if (dtype !== undefined) {
      return { type: 'tensor', value: this.#elements(this.#type()) };
    }
    const isInteger = /^-?\d+$/.test(token.text);
    const value = this.#number('the value of an attribute');
    // An integer has no negative zero.
    return isInteger
      ? { type: 'int', value: value + 0 }
      : { type: 'float', value: Math.fround(value) };
  }

  /** A list of single values as one attribute; an empty one needs its type written out. */
  #joined(items: readonly Attribute[], type: string | undefined, at: Token): Attribute {
    const strings = items.flatMap((item) => (item.type === 'string' ? [item.value] : []));
    const numbers = items.flatMap((item) =>
      item.type === 'int' || item.type === 'float' ? [item.value] : [],
    );
    const isFloat = type === 'floats' || items.some((item) => item.type === 'float');
    if (items.length > 0 || type !== undefined) {
      if (strings.length === items.length && (items.length > 0 || type === 'strings')) {
        return { type: 'strings', value: strings };
      }
      if (numbers.length === items.length) {
        return { type: isFloat ? 'floats' : 'ints', value: numbers };
      }
    }
    throw this.#error(at, 'a list holds only numbers or only strings, and an empty one has a type');
  }

  #valueInfo(): ValueInfo {
    const type = this.#type();
    return { name: this.#name('the name of a value'), ...type };
  }

  #type(): { dtype: DataType; shape: readonly Dim[] } {
    const token = this.#peek();
    const dtype = typesByName.get(this.#word('a type'));
    if (dtype === undefined) throw this.#error(token, `${token.text} is not a type ganport knows`);
    if (!this.#sees('[')) return { dtype, shape: [] };
    const shape = this.#list('[', ']', () => this.#dim());
    if (shape.length === 0) {
      throw this.#error(token, `${token.text}[] is of any rank; a scalar is ${token.text} alone`);
    }
    return { dtype, shape };
  }

  #dim(): Dim {
    const token = this.#peek();
    if (token.kind !== 'number') return this.#name('a size');
    const size = this.#number('a size');
    if (Number.isSafeInteger(size) && !token.text.startsWith('-')) return size;
    throw this.#error(token, `${token.text} is not a size`);
  }

  /** `{1, 2, 3}` as a tensor of this type, which must be filled exactly. */
  #elements({ dtype, shape }: { dtype: DataType; shape: readonly Dim[] }): Constant {
    const open = this.#peek();
    const values = this.#list('{', '}', () => {
      if (this.#sees('...')) throw this.#error(this.#peek(), 'this tensor was printed cut short');
      return /^u?int64$/.test(dtype) ? this.#bigint() : this.#number('a number');
    });
    const sizes = shape.flatMap((size) => (typeof size === 'number' ? [size] : []));
    if (sizes.length !== shape.length || sizeOf(sizes) !== values.length) {
      throw this.#error(open, `${values.length} numbers do not fill [${shape.join(',')}]`);
    }
    return constantOf(numeric(dtype), sizes, values);
  }

  #number(what: string): number {
    const token = this.#take();
    const isWord = token.kind === 'word' && (token.text === 'inf' || token.text === 'nan');
    if (token.kind !== 'number' && !isWord) throw this.#unexpected(what, token);
    return Number(token.text.replace('inf', 'Infinity').replace('nan', 'NaN'));
  }

  #bigint(): bigint {
    const token = this.#take();
    if (!/^-?\d+$/.test(token.text)) throw this.#unexpected('an integer', token);
    return BigInt(token.text);
  }

  #name(what: string): string {
    return this.#peek().kind === 'string' ? this.#take().text : this.#word(what);
  }

  #word(what: string): string {
    const token = this.#take();
    if (token.kind !== 'word') throw this.#unexpected(what, token);
    return token.text;
  }

  #list<T>(open: string, close: string, item: () => T): T[] {
    const items: T[] = [];
    this.#expect(open);
    if (this.#accept(close)) return items;
    do items.push(item());
    while (this.#accept(','));
    this.#expect(close);
    return items;
  }

  #sees(mark: string): boolean {
    const { kind, text } = this.#peek();
    return kind === 'mark' && text === mark;
  }

  #accept(mark: string): boolean {
    if (!this.#sees(mark)) return false;
    this.#take();
    return true;
  }

  #expect(mark: string): void {
    if (!this.#accept(mark)) throw this.#unexpected(mark);
  }

  #peek(ahead = 0): Token {
    const last = this.#tokens.length - 1;
    const token = this.#tokens[Math.min(this.#next + ahead, last)];
    if (token === undefined) throw syntaxError(this.#text, 0, 'there is no graph');
    return token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #unexpected(wanted: string, found = this.#peek()): GraphError {
    const text = found.kind === 'string' ? JSON.stringify(found.text) : found.text;
    return this.#error(found, `expected ${wanted}, found ${text}`);
  }

  #error(token: Token, what: string): GraphError {
    return syntaxError(this.#text, token.at, what);
  }
}
