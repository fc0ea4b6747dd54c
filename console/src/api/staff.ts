import { get, patch, post, put } from "./client";
import type { Shift, StaffMember } from "./types";

export interface NewStaff {
  username: string;
  display_name: string;
  role: string;
  password: string;
  region?: string;
  capacity: number;
}

export type StaffChange = Partial<Pick<StaffMember, "display_name" | "title" | "region" | "capacity" | "on_call" | "active">> & { password?: string };

export const everybody = () => get<{ items: StaffMember[] }>("/staff");
export const create = (body: NewStaff) => post<StaffMember>("/staff", body);
export const change = (id: number, body: StaffChange) => patch<StaffMember>(`/staff/${id}`, body);
export const setShifts = (id: number, shifts: Shift[]) => put<StaffMember>(`/staff/${id}/shifts`, { shifts });
export const codeUrl = (id: number) => `/api/v1/staff/${id}/qr.svg`;
