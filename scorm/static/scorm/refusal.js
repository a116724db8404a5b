/** Why a request leads nowhere, by the standard's code; `ends` when the sequencing session is over with it. */
export class Refusal extends Error {
  constructor(code, { ends = false } = {}) {
    super(code);
    this.ends = ends;
  }
}

export function refuse(code) {
  throw new Refusal(code);
}
