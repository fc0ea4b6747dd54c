import { get, post, put, query } from "./client";
import type { Problem } from "./client";
import type { Answer, Article, ArticlePreview, ArticleRow } from "./types";

export interface Listing {
  topic?: string;
  status?: string;
  q?: string;
}

const at = (id: string) => `/articles/${encodeURIComponent(id)}`;

export const articles = (listing: Listing) =>
  get<{ items: ArticleRow[]; topics: { id: string; name: string }[] }>(`/articles${query({ ...listing })}`);
export const article = (id: string) => get<Article>(at(id));
export const version = (id: string, number: number) => get<{ number: number; content: string }>(`${at(id)}/versions/${number}`);
export const create = (content: string) => post<Article>("/articles", { content });
export const save = (id: string, content: string, base_version: number, note: string) => put<Article>(at(id), { content, base_version, note });
export const submit = (id: string) => post<Article>(`${at(id)}/submit`);
export const publish = (id: string, review_due: string | null) => post<Article>(`${at(id)}/publish`, { review_due });
export const requestChanges = (id: string, comment: string) => post<Article>(`${at(id)}/request-changes`, { comment });
export const archive = (id: string) => post<Article>(`${at(id)}/archive`);
export const check = (content: string) => post<{ problems: Problem[]; preview: ArticlePreview | null }>("/articles/check", { content });
export const ask = (text: string, child_months: number | null) => post<Answer>("/preview", child_months === null ? { text } : { text, child_months });
