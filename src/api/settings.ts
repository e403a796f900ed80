/** What the operator decided; read once from the environment by `cli`. */
export interface ApiSettings {
  readonly version: string
  /** Where the dashboard and the gateway are reached. */
  readonly origin: string
  readonly signUp: 'open' | 'closed'
  /** Whether the operator may register servers by command. */
  readonly stdio: 'on' | 'off' | 'local'
  /** What the first sign-up must give while the installation is not local; printed by the log. */
  readonly setupToken: string
  /** For how many days the values of calls are kept; 0 = not at all. */
  readonly argumentsDays: number
  /** Signs the session cookies. */
  readonly authSecret: string
  /** Who is mailed what the contact form brings; it is kept in any case. */
  readonly contactTo?: string
}
