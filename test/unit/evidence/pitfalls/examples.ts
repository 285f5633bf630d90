/** What an example of a pitfall is: a patch and a failure that belong together, and what is only like it. */
export interface Example {
  /** Of the pitfall. */
  readonly name: string;
  readonly path: string;
  /** Lines with `+`, `-` or a blank before them. */
  readonly patch: string;
  /** What the log said, with its stack where it had one. */
  readonly failure: string;
  /** A patch of the same file that looks alike and does no harm: the pitfall is not found in it. */
  readonly harmless: string;
}
