/** The system's code of anything thrown (errno(3), such as `ENOENT`); null where it has none. */
export function errorCode(thrown: unknown): string | null {
  const code = (thrown as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : null
}
