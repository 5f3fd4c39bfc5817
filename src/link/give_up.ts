/** Gives up what the linker's process may do. */
import { PERMISSIONS } from "../core/permissions.ts";

/**
 * Gives up all of Deno's permissions.
 *
 * @throws where one is left.
 */
export function giveUpPermissions(): void {
  for (const name of PERMISSIONS) {
    const descriptor = { name } as Deno.PermissionDescriptor;
    Deno.permissions.revokeSync(descriptor);
    if (Deno.permissions.querySync(descriptor).state === "granted") {
      throw new Error(`The permission '${name}' is still granted`);
    }
  }
}
