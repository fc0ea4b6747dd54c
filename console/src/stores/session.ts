import { computed, ref } from "vue";
import { defineStore } from "pinia";
import * as api from "@/api/session";
import type { Role, Staff } from "@/api/types";

const AT_DESK: Role[] = ["advisor", "expert", "supervisor", "admin"];
const SEES_ALL: Role[] = ["supervisor", "admin"];
const WRITES: Role[] = ["editor", "reviewer", "admin"];

/** Who is signed in, and what the role opens. The server decides; this only spares people dead ends. */
export const useSession = defineStore("session", () => {
  const staff = ref<Staff | null>(null);
  const isKnown = ref(false);

  const has = (roles: Role[]) => computed(() => staff.value !== null && roles.includes(staff.value.role));
  const isAtDesk = has(AT_DESK);
  const seesAll = has(SEES_ALL);
  const writes = has(WRITES);
  const isAdmin = has(["admin"]);

  /** Ask the server once who this browser belongs to. */
  async function restore(): Promise<void> {
    if (isKnown.value) return;
    staff.value = await api.whoAmI().catch(() => null);
    isKnown.value = staff.value !== null;
  }

  async function login(username: string, password: string): Promise<void> {
    staff.value = await api.login(username, password);
    isKnown.value = true;
  }

  async function logout(): Promise<void> {
    await api.logout();
    forget();
  }

  function forget(): void {
    staff.value = null;
    isKnown.value = false;
  }

  return { staff, isAtDesk, seesAll, writes, isAdmin, restore, login, logout, forget };
});
