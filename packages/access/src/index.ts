export { type AuditEntry, audit } from './audit.ts';
export { type ProjectSettings, readProject } from './project.ts';
export { deriveKey, openSeal, readKey, type Seal } from './seal.ts';
export { createSetupLink, finishSetup, isSetupLinkUsable } from './setup-link.ts';
export { openSignIn, type SignIn } from './sign-in.ts';
export { addStaff, findStaff, readStaff, type StaffMember, updateProfile } from './staff.ts';
export { type Right, type Role, rights, rightsOfRole, roles } from './states.ts';
