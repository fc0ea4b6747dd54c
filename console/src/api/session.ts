import { get, post } from "./client";
import type { Staff } from "./types";

export const login = (username: string, password: string) => post<Staff>("/login", { username, password });
export const logout = () => post<object>("/logout");
export const whoAmI = () => get<Staff>("/me");
