// The simulator's control API, as the page uses it.

async function call(method, path, body) {
  const response = await fetch(`/sim/api${path}`, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error || `HTTP ${response.status}`);
  return answer;
}

export const get = (path, query = {}) => call("GET", `${path}?${new URLSearchParams(query)}`);
export const post = (path, body = {}) => call("POST", path, body);

/** Calls `onAnswer` for every batch of new items, for ever; waits a little when the simulator is away. */
export async function follow(after, onAnswer) {
  for (let seq = after; ; ) {
    try {
      const answer = await get("/wait", { after: seq, timeout: 25 });
      seq = answer.seq;
      onAnswer(answer);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}
