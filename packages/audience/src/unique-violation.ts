/** True for Postgres's 23505: somebody has that name. */
export function isUniqueViolation(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === '23505';
}
