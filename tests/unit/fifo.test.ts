import { describe, expect, it } from 'vitest'
import { Fifo } from '../../src/main/engine/queues/fifo'

describe('first in, first out', () => {
  it('gives what was put in, in order, however many wait meanwhile', () => {
    const fifo = new Fifo<number>()
    const taken: (number | undefined)[] = []
    let put = 0
    for (let round = 0; round < 100; round += 1) {
      for (let count = 0; count < 100; count += 1) fifo.push(put++)
      for (let count = 0; count < 60; count += 1) taken.push(fifo.shift())
    }
    expect(taken).toEqual(Array.from({ length: 6_000 }, (_, index) => index))
    expect([fifo.length, fifo.first, fifo.last]).toEqual([4_000, 6_000, 9_999])
    expect([...fifo]).toEqual(Array.from({ length: 4_000 }, (_, index) => 6_000 + index))
    expect(fifo.takeAll().at(-1)).toBe(9_999)
    expect([fifo.length, fifo.first, fifo.last, fifo.shift()]).toEqual([0, undefined, undefined, undefined])
  })
})
