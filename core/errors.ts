/**
 * Everything a person may be told went wrong, with the HTTP status it maps to.
 * The sentence, which says what to do, is `errors.<code>` in core/messages; `params` fill it.
 */
export const errorStatus = {
  not_found: 404,
  not_signed_in: 401,
  forbidden: 403,
  bad_request: 400,
  payload_too_large: 413,
  too_many_requests: 429,
  internal: 500,
  // door
  key_missing: 401,
  key_invalid: 401,
  key_scope: 403,
  origin_refused: 403,
  host_refused: 421,
  method_not_allowed: 405,
  idempotency_mismatch: 422,
  password_wrong: 403,
  email_taken: 409,
  // graphs
  graph_invalid: 422,
  graph_unpublished: 409,
  revision_conflict: 409,
  slug_taken: 409,
  document_unreadable: 422,
  document_newer: 422,
  edits_unreadable: 422,
  // runs
  input_invalid: 422,
  run_finished: 409,
  approval_answered: 409,
  inputs_by_port: 422,
  approval_expired: 504,
  ran_elsewhere: 422,
  failed_elsewhere: 422,
  ingest_unreadable: 400,
  search_slow: 422,
  telemetry_refused: 502,
  again_from_nothing: 422,
  values_taken_out: 409,
  pass_underway: 409,
  too_many_corrections: 422,
  tests_missing: 422,
  run_timeout: 504,
  node_timeout: 504,
  node_crashed: 500,
  map_without_list: 422,
  loop_limit: 422,
  agent_limit: 422,
  tool_missing: 422,
  agent_slips: 422,
  output_missing: 422,
  value_type: 422,
  worker_lost: 503,
  // models
  model_missing: 404,
  not_embeddings: 422,
  model_unassigned: 422,
  asks_no_model: 422,
  connection_blocked: 403,
  connection_built_in: 409,
  connection_name_taken: 409,
  connection_key_unreadable: 409,
  model_taken: 409,
  probe_pointless: 409,
  provider_unreachable: 502,
  provider_name_unknown: 502,
  provider_refused: 502,
  provider_certificate_expired: 502,
  provider_certificate_unknown: 502,
  provider_certificate_host: 502,
  provider_tls: 502,
  provider_proxy_unreachable: 502,
  provider_proxy_unauthorized: 502,
  provider_proxy_failed: 502,
  provider_not_compatible: 502,
  provider_path_wrong: 502,
  provider_path_missing: 502,
  provider_web_page: 502,
  provider_redirected: 502,
  provider_silent: 504,
  provider_unauthorized: 502,
  provider_forbidden: 502,
  provider_model_unknown: 502,
  provider_rate_limited: 429,
  provider_failed: 502,
  provider_rejected: 502,
  provider_timeout: 504,
  provider_stream_cut: 502,
  provider_first_token_timeout: 504,
  provider_idle_timeout: 504,
  provider_resting: 503,
  provider_paused: 429,
  answer_not_json: 502,
  answer_schema_mismatch: 502,
  recording_missing: 404,
  gguf_not_installed: 501,
  gguf_missing: 404,
  gguf_unreadable: 422,
  gguf_failed: 502,
  gguf_too_long: 422,
  answer_rejected: 422,
  guard_blocked: 422,
  // outside
  http_address: 422,
  http_unreachable: 502,
  http_too_large: 502,
  http_status: 502,
  http_not_json: 502,
  secret_missing: 422,
  mcp_failed: 502,
  mcp_tool_failed: 502,
  mcp_tool_refused: 403,
  memory_key: 422,
  // knowledge
  base_unchosen: 422,
  base_missing: 404,
  file_kind: 422,
  file_empty: 422,
  file_locked: 422,
  file_unreadable: 422,
  file_too_long: 422,
  // sandbox
  code_failed: 422,
  code_timeout: 422,
  code_memory: 422,
  code_output: 422,
  expression_failed: 422,
  expression_timeout: 422,
  // clusters
  clusters_few: 422,
  clusters_busy: 409,
  clusters_changed: 409,
  clusters_small: 422,
  // evaluations
  evaluation_no_calls: 422,
  evaluation_few_calls: 422,
  evaluation_unreplayable: 422,
  evaluation_no_candidate: 422,
  evaluation_unfit: 422,
  evaluation_unpriced: 422,
  evaluation_budget_calls: 422,
  evaluation_budget_money: 422,
  evaluation_underway: 409,
  evaluation_finished: 409,
  evaluation_no_verdict: 409,
  evaluation_outdated: 409,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;
export type ErrorParams = Record<string, string | number>;

const REFUSAL: unique symbol = Symbol.for("minnow.refusal");

/** An expected refusal, with a stable code. A bug stays a plain Error. */
export class MinnowError extends Error {
  /** Pages and API routes are bundled apart, each with a copy of this class: what one throws is a refusal to the other too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && REFUSAL in value;
  }
  get [REFUSAL](): true {
    return true;
  }
  override readonly name = "MinnowError";
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  /** May the same attempt succeed later? Decides whether a node is retried. */
  readonly retryable: boolean;
  /** Machine-readable particulars, such as the list of problems of a graph. */
  readonly details: unknown;

  constructor(code: ErrorCode, params: ErrorParams = {}, options: { cause?: unknown; retryable?: boolean; details?: unknown } = {}) {
    super(`${code} ${JSON.stringify(params)}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.params = params;
    this.retryable = options.retryable ?? false;
    this.details = options.details;
  }
}

export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorStatus, code);
