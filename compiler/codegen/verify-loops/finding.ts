import type { Statement } from '../../lower/loops/loop-ir.js';
import { statementText } from '../../lower/loops/print-loops.js';

/** What a kernel must not do; `verifyKernel` says what each means. */
export type Rule =
  | 'bounds'
  | 'range'
  | 'division'
  | 'variable'
  | 'name'
  | 'register'
  | 'type'
  | 'barrier'
  | 'nesting'
  | 'conflict'
  | 'not written';

/** A place of a kernel that breaks a rule, or at which it could not be shown that it does not. */
export interface Finding {
  readonly rule: Rule;
  readonly kernel: string;
  /** As `printKernel` prints it; only the head of what has a body. */
  readonly statement: string;
  /** With the actual values. */
  readonly message: string;
}

/** Takes down what is found at a statement. */
export type Report = (rule: Rule, statement: Statement, message: string) => void;

/** `conv2d_3x3: bounds: output[4*x ..4] = sum: elements 0 to 43 of 40 may be touched` */
export function findingText({ rule, kernel, statement, message }: Finding): string {
  return `${kernel}: ${rule}: ${statement}: ${message}`;
}

/** Collects findings of one kernel, each once. */
export function collector(kernel: string): {
  readonly report: Report;
  readonly all: () => Finding[];
} {
  const found = new Map<string, Finding>();
  return {
    report: (rule, statement, message) => {
      const finding = { rule, kernel, statement: statementText(statement), message };
      found.set(findingText(finding), finding);
    },
    all: () => [...found.values()],
  };
}
