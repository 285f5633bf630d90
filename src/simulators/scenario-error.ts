/** A scenario that could not be loaded, with the status that the control API answers. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  readonly status: 400 | 404 | 409;
  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}
