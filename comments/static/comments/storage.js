/** What this window remembers until it is closed; nothing, where the browser lets no page keep anything. */
export const storage = granted() ?? { getItem: () => null, setItem: () => {}, removeItem: () => {} };

function granted() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
