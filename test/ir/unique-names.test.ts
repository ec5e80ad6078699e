import { describe, expect, test } from 'vitest';
import { UniqueNames } from '../../compiler/ir/unique-names.js';

describe('unique names', () => {
  test('are what was asked for, or the first number behind it that is free', () => {
    const names = new UniqueNames('_', 2);
    names.reserve('a_3');
    const given = ['a', 'a', 'a', 'a', 'a_2', 'b'].map((name) => names.take(name));
    expect(given).toEqual(['a', 'a_2', 'a_4', 'a_5', 'a_2_2', 'b']);
  });

  test('are found without trying all that were given before', () => {
    const names = new UniqueNames('.', 1);
    for (let count = 0; count < 200_000; count++) names.take('s');
    expect(names.take('s')).toBe('s.200000');
  });
});
