/** Something the person at the keyboard can put right: one sentence on what is wrong, one on what to do. */
export class SetupFailure extends Error {
  /**
   * @param {string} sentence What is wrong.
   * @param {string} advice What to do about it.
   * @param {string} [details] Output of the tool that failed, if it says more.
   */
  constructor(sentence, advice, details = '') {
    super(sentence);
    this.name = 'SetupFailure';
    this.advice = advice;
    this.details = details;
  }
}
