/** One fetch for the whole console: JSON in and out, errors as sentences a person can act on. */

const PREFIX = "/api/v1";
const AWAY = new Set([502, 503, 504]);

export interface Problem {
  rule: string;
  message: string;
}

/** `status` 0 means that no answer came: the request may or may not have been carried out. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly problems: Problem[] = [],
  ) {
    super(message);
  }

  get isNetwork(): boolean {
    return this.status === 0 || AWAY.has(this.status);
  }
}

interface Listeners {
  signedOut: () => void;
  reachable: (isReachable: boolean) => void;
}

const listeners: Listeners = { signedOut: () => undefined, reachable: () => undefined };

/** Who is told when the session has ended, and when the server answers or stops answering. */
export function onConnection(told: Partial<Listeners>): void {
  Object.assign(listeners, told);
}

export const get = <T>(path: string): Promise<T> => request<T>("GET", path);
export const post = <T>(path: string, body: object = {}): Promise<T> => request<T>("POST", path, body);
export const put = <T>(path: string, body: object): Promise<T> => request<T>("PUT", path, body);
export const patch = <T>(path: string, body: object): Promise<T> => request<T>("PATCH", path, body);

/** "?a=1&b=2" of the values that are set. */
export function query(values: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

async function request<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await send(method, path, body);
  const data: unknown = await answer.json().catch(() => null);
  if (answer.ok) return data as T;
  const error = errorOf(answer.status, data);
  if (error.status === 401 && error.code !== "credentials") listeners.signedOut();
  throw error;
}

async function send(method: string, path: string, body?: object): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json", "X-Requested-With": "console" };
  if (body) headers["Content-Type"] = "application/json";
  try {
    const answer = await fetch(PREFIX + path, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin" });
    listeners.reachable(!AWAY.has(answer.status));
    return answer;
  } catch {
    listeners.reachable(false);
    throw new ApiError(0, "network", "网络连接不上，请检查网络后重试");
  }
}

const FALLBACK: Record<number, string> = {
  400: "请求的内容有误，请刷新页面后重试",
  401: "登录已过期，请重新登录",
  403: "您没有权限做这件事",
  404: "没有找到",
  409: "状态已经变化，这一步现在不能做，请刷新后再看",
  413: "内容太大了，请删减后再试",
  422: "填写的内容不符合要求，请检查后重试",
  429: "操作太频繁，请稍后再试",
};
const CHINESE = /[\u4e00-\u9fff]/;

/** The server's sentence when it wrote one in Chinese, else ours for that status. */
export function errorOf(status: number, data: unknown): ApiError {
  const said = (data as { error?: { code?: string; message?: string; problems?: Problem[] } } | null)?.error;
  const message = said?.message && CHINESE.test(said.message) ? said.message : (FALLBACK[status] ?? "服务器出了点问题，请稍后再试");
  return new ApiError(status, said?.code ?? String(status), message, said?.problems ?? []);
}

/** What to show for anything that was thrown. */
export function words(error: unknown): string {
  return error instanceof ApiError ? error.message : "出了点问题，请刷新页面后重试";
}
