/** Fetches a file of the site. @throws Error when it is missing */
export async function fetched(address: URL): Promise<Response> {
  const response = await fetch(address);
  if (response.ok) return response;
  throw new Error(
    `${address.pathname}: this site has no digits; open the page with ganport studio`,
  );
}
