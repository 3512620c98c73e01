/** How many connections may wait for accept (listen(2)). */
export interface Backlog {
  readonly wanted: number
  /** At most what the system allows; null where it does not tell. */
  readonly granted: number | null
}
