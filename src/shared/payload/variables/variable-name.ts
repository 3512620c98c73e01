/** What a variable of a workspace may be called. */
export const variableName = /^[\p{L}_][\p{L}\p{N}_-]{0,63}$/u
