import { createAccessControl } from "better-auth/plugins/access";
import { defaultStatements, ownerAc } from "better-auth/plugins/organization/access";

/*
 * What better-auth lets a role do to the workspace itself: its people, invitations and keys. All of it is the owner's.
 * What a role may do in the product is decided in access.ts.
 */
export const workspaceAccess = createAccessControl({ ...defaultStatements, apiKey: ["create", "read", "update", "delete"] });

const nothing = workspaceAccess.newRole({ organization: [] });

export const workspaceRoles = {
  owner: workspaceAccess.newRole({ ...ownerAc.statements, apiKey: ["create", "read", "update", "delete"] }),
  editor: nothing,
  analyst: nothing,
  viewer: nothing,
};
