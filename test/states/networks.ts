import type { Graph } from '../../compiler/ir/graph.js';
import { sourceGraph } from '../support/source-graph.js';

/** Networks that keep something from run to run, each in a way of its own. */
const SOURCES: Readonly<Record<string, string>> = {
  'a sum of all inputs': `
    network sums {
      input x: tensor(1, 5)
      state sum: tensor(1, 5)
      sum = sum + x
      output y = sum
    }`,
  'two that change places, and an output of what was': `
    network swap {
      input x: tensor(2, 3)
      state a: tensor(2, 3)
      state b: tensor(2, 3) = [[1, 2, 3], [-1, -2, -3]]
      output before = b
      a, b = (b, a + x)
      output sum = a + b
    }`,
  'what shows another state': `
    network shows {
      input x: tensor(1, 6)
      state flat: tensor(6) = [1, 2, 3, 4, 5, 6]
      state rows: tensor(2, 3)
      output y = x + flat
      flat, rows = (reshape(rows, [6]) * 2 + reshape(x, [6]), reshape(flat, [2, 3]))
    }`,
  'a count of the runs': `
    network counts {
      input x: tensor(1, 4)
      state runs: tensor(1, i32) = [7]
      output y = x * cast(runs, f32)
      runs = runs + 1
    }`,
  'a cell that begins with learned numbers': `
    network cell {
      input x: tensor(1, 1, 6)
      state h: tensor(1, 7) = parameter([1, 7])
      state c: tensor(1, 7)
      all, h, c = x -> lstm(7, states = true, hidden = h, cell = c)
      output y = all
    }`,
  'the last columns of what a convolution reads, in blocks of two': `
    block causal(x, channels, kernel) {
      state past: tensor(x.shape[0], x.shape[1], kernel - 1)
      all = concat(past, x, axis = 2)
      past = all -> slice(axis = 2, start = x.shape[2])
      return all -> conv1d(channels, kernel)
    }
    network stream {
      input x: tensor(1, 4, 8)
      output y = x -> causal(8, 3) as first -> relu -> causal(4, 5) as second
    }`,
  'cells in a loop, each with its own': `
    block smooth(x, factor) {
      state mean: tensor(x.shape)
      mean = mean * factor + x * (1 - factor)
      return mean
    }
    network cascade {
      input x: tensor(1, 3)
      y = x
      for i in 0..3 { y = y -> smooth(i / 4) as "stage{i}" }
      output y
    }`,
  'a feature map, and a gate on it': `
    network picture {
      input x: tensor(1, 3, 6, 5)
      state seen: tensor(1, 8, 6, 5)
      new = concat(seen, x, axis = 1) -> conv(8, kernel = 3, padding = 1) -> tanh
      seen = seen * 0.5 + new
      output y = seen -> max_pool(2)
    }`,
};

export const NETWORKS = Object.entries(SOURCES).map(([name, source]) => ({
  name,
  load: (): Graph => sourceGraph(source),
}));
