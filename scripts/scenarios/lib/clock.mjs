/** The scenario's own clock: everything is told relative to the moment of the alert. */

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

export const iso = (ms) => new Date(ms).toISOString();

/** `[days before the alert's day, 'hh:mm[:ss]']` in UTC → epoch milliseconds. */
export function clockOf(alertAt) {
  const midnight = Math.floor(Date.parse(alertAt) / DAY) * DAY;
  return ([daysBefore, time]) => {
    const [hours, minutes, seconds = 0] = time.split(':').map(Number);
    return midnight - daysBefore * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
  };
}
