/** Reads `text/event-stream` answers: the `data` of each message. */

/** Yields each message's data; comments and heartbeats yield nothing. Ends with the stream. */
export async function* readSse(response: Response): AsyncGenerator<string> {
  if (!response.body) return;
  let buffer = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    // A CRLF may be cut in two: normalising the whole buffer heals it with the next chunk.
    buffer = (buffer + chunk).replaceAll('\r\n', '\n');
    let end: number;
    while ((end = buffer.indexOf('\n\n')) !== -1) {
      const data = buffer
        .slice(0, end)
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).replace(/^ /, ''))
        .join('\n');
      buffer = buffer.slice(end + 2);
      if (data !== '') yield data;
    }
  }
}
