/** Datadog's error bodies. */

/** An error that Datadog answers with a status and a list of texts. */
export class DatadogError extends Error {
  override readonly name = 'DatadogError';
  readonly status: 400 | 403 | 404;
  constructor(status: 400 | 403 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

export const badRequest = (message: string): DatadogError => new DatadogError(400, message);
export const notFound = (message: string): DatadogError => new DatadogError(404, message);
