/** The names of MIRA's own tools: what settings may name without asking a proxy. */

/** Those that only read. Federated tools are named `<server>__<tool>`, and are not in here. */
export const READING_TOOLS = [
  'get_logs',
  'get_metrics',
  'query_monitors',
  'search_traces',
  'get_events',
  'get_error_patterns',
  'get_error_rates',
  'get_anomalies',
  'get_trace',
  'search_error_tracking_issues',
  'get_service_dependencies',
  'list_related_monitors',
  'get_commits',
  'get_commit_diff',
  'get_deployments',
  'list_files',
  'search_commits',
  'get_file',
  'get_blame',
  'get_pull_request',
  'search_work_items',
  'get_work_item',
] as const;

/** Those that change something. */
export const WRITING_TOOLS = [
  'create_work_item',
  'comment_on_pull_request',
  'update_work_item',
  'comment_on_work_item',
  'post_message',
] as const;

/** Between a federated server's name and its tool's. */
export const FEDERATION_MARK = '__';
