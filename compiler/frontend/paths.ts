/**
 * `path` as seen from the file `from`: `resolvePath('nets/a.net', './b.net')` is `nets/b.net`.
 * Works on text alone; both kinds of slashes separate. The folder itself is `.`.
 */
export function resolvePath(from: string, path: string): string {
  if (/^([A-Za-z]:)?[\\/]/.test(path)) return path;
  const folder = from.split(/[\\/]/).slice(0, -1);
  const resolved = [...folder];
  for (const part of path.split(/[\\/]/)) {
    if (part === '.' || part === '') continue;
    const last = resolved.at(-1);
    if (part === '..' && last !== undefined && last !== '..' && last !== '.' && last !== '') {
      resolved.pop();
    } else {
      resolved.push(part);
    }
  }
  return resolved.join('/') || '.';
}
