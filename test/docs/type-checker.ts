import { join, relative } from 'node:path';
import ts from 'typescript';

/** Checks files of a project as `tsc` does, quickly again after some of them have changed. */
export class TypeChecker {
  private readonly options: ts.CompilerOptions;
  private readonly host: ts.CompilerHost;
  private readonly known = new Map<string, ts.SourceFile>();
  private last: ts.Program | undefined;

  constructor(private readonly root: string) {
    const read = (path: string): string | undefined => ts.sys.readFile(path);
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), read) as { config: unknown };
    this.options = ts.parseJsonConfigFileContent(config, ts.sys, root).options;
    this.host = ts.createCompilerHost(this.options, true);
    const parse = this.host.getSourceFile.bind(this.host);
    this.host.getSourceFile = (path, ...rest) => {
      const before = this.known.get(path);
      if (before !== undefined && before.text === ts.sys.readFile(path)) return before;
      const file = parse(path, ...rest);
      if (file !== undefined) this.known.set(path, file);
      return file;
    };
  }

  /** The errors in `files`, by path; files without any are left out. */
  errorsIn(files: readonly string[]): Record<string, string> {
    const roots = files.map((path) => join(this.root, path));
    const program = ts.createProgram(roots, this.options, this.host, this.last);
    this.last = program;
    const errors = roots.flatMap((path): [string, string][] => {
      const file = program.getSourceFile(path);
      const found = [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
      return found.length === 0 ? [] : [[relative(this.root, path), found.join('\n')]];
    });
    return Object.fromEntries(errors);
  }
}
