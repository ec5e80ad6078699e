import { fail } from '../../../compiler/diagnostics/diagnostic.js';

/** As many as the largest cameras have; decoded they take 1 GB. */
const MOST_PIXELS = 2 ** 28;

/** The file is not what its format says it has to be. Throws a DiagnosticError. */
export function failDamaged(file: string, format: string, what: string): never {
  return fail({
    code: 'picture/damaged',
    title: `${file} is a damaged ${format} picture: ${what}`,
  });
}

/** The picture is sound, but of a kind that is not decoded. Throws a DiagnosticError. */
export function failUnsupported(file: string, what: string, hint: string): never {
  return fail({ code: 'picture/unsupported', title: `${file} ${what}`, hint });
}

/** Refuses what has no pixels, or more than anybody has taken, before there is memory for them. */
export function requireSize(
  file: string,
  { width, height }: { readonly width: number; readonly height: number },
  most = MOST_PIXELS,
): void {
  const title = `${file} says that it has ${width} × ${height} pixels`;
  if (width < 1 || height < 1) fail({ code: 'picture/empty', title });
  if (width * height > most) {
    fail({
      code: 'picture/size',
      title: `${title}, but no more than ${Math.floor(most / 1e6)} million are decoded`,
    });
  }
}
