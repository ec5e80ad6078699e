/** What the exit status says; shown by `netloom --help`. */
export const EXIT = {
  ok: 0,
  /** A file that is read is wrong, or one cannot be written; diagnostics say how. */
  input: 1,
  /** The command line is wrong. */
  usage: 2,
  /** `check` found a value, `fmt --check` a file, that differs. */
  difference: 3,
  /** A mistake in Netloom (EX_SOFTWARE in sysexits.h). */
  internal: 70,
} as const;

export const EXIT_CODES_HELP = `
Exit status:
  0   done
  1   the network, its weights or another file is wrong, or an output cannot be
      written (diagnostics say how)
  2   the command line is wrong
  3   check found a difference, or fmt --check a file that is not formatted
  70  an internal error: please report it
`;
