const phrases: Readonly<Record<number, string>> = {
  180: 'Ringing',
  200: 'OK',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  484: 'Address Incomplete',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  503: 'Service Unavailable',
  600: 'Busy Everywhere',
  603: 'Decline',
};

/** The classes of RFC 3261 §7.2, for a status without a phrase of its own here. */
const classes: Readonly<Record<number, string>> = {
  1: 'Session Progress',
  2: 'OK',
  3: 'Multiple Choices',
  4: 'Bad Request',
  5: 'Server Internal Error',
  6: 'Decline',
};

/** The reason phrase of a SIP status. @see RFC 3261 §21. */
export const reasonOf = (sipStatus: number): string =>
  phrases[sipStatus] ?? classes[Math.floor(sipStatus / 100)] ?? 'Unknown';
