import { get, post, query } from "./client";
import type { Conv, Filter, FullConv, Hit, Sent } from "./types";

export const conversations = (filter: Filter) => get<{ items: Conv[] }>(`/conversations${query({ filter })}`);
export const conversation = (id: number) => get<FullConv>(`/conversations/${id}`);
export const take = (id: number) => post<FullConv>(`/conversations/${id}/take`);
export const reply = (id: number, text: string, client_id: string) => post<Sent>(`/conversations/${id}/reply`, { text, client_id });
export const sendArticle = (id: number, article_id: string) => post<Sent>(`/conversations/${id}/send-article`, { article_id });
export const markRead = (id: number) => post<object>(`/conversations/${id}/read`);
export const close = (id: number, ask_satisfaction: boolean) => post<Conv>(`/conversations/${id}/close`, { ask_satisfaction });
export const searchArticles = (q: string, months: number | null) => get<{ items: Hit[] }>(`/knowledge/search${query({ q, months })}`);
export const latestEvent = () => get<{ seq: number }>("/events/latest");
