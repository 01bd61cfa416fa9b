/** Fetches a file of the site, all of it. @throws Error when it is missing, or the network fails */
export async function fetched(
  address: URL,
  signal: AbortSignal | null = null,
): Promise<ArrayBuffer> {
  try {
    const response = await fetch(address, { signal });
    if (response.ok) return await response.arrayBuffer();
  } catch (cause) {
    const message = `${address.pathname}: the network has failed; try again once it is back`;
    throw new Error(message, { cause });
  }
  throw new Error(
    `${address.pathname}: this site has no digits; open the page with ganport studio`,
  );
}
