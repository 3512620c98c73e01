// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { decodeAll } from '../../src/shared/decoders/decoders'
import { chosenRange, valueRange } from '../../src/renderer/inspector/chosen-bytes'
import { fieldRows, pathHolding, pathsAround } from '../../src/renderer/inspector/field-rows'
import FieldTree from '../../src/renderer/inspector/FieldTree.vue'
import { numberRows, textRows, timeRows } from '../../src/renderer/inspector/value-rows'
import { i18n } from '../../src/renderer/language/i18n'

const source = '{"a":[1,22],"b":{"c":true}}'
const fields = decodeAll(new TextEncoder().encode(source))[0]!.fields
const sourceOf = ({ from, to }: { from: number; to: number }) => source.slice(from, to)

describe('the lines of a tree of fields', () => {
  it('hold what is inside an open field, and not what is inside a closed one', () => {
    const names = (isOpen: (path: string) => boolean) =>
      fieldRows(fields, isOpen).map(({ depth, field }) => `${depth} ${field.name}`)
    expect(names(() => true)).toEqual(['0 JSON', '1 a', '2 [0]', '2 [1]', '1 b', '2 c'])
    expect(names((path) => path !== '0.0')).toEqual(['0 JSON', '1 a', '1 b', '2 c'])
  })

  it('lead from bytes to the innermost field that holds them all', () => {
    const at = source.indexOf('22')
    expect(pathHolding(fields, { from: at, to: at + 2 })).toBe('0.0.1')
    expect(pathHolding(fields, { from: at - 1, to: at + 2 })).toBe('0.0')
    expect(pathHolding(fields, { from: at, to: source.length })).toBe('0')
    expect(pathHolding(fields, { from: at, to: source.length + 1 })).toBeNull()
    expect(pathsAround('0.0.1')).toEqual(['0', '0.0'])
  })
})

describe('the tree of decoded fields', () => {
  function open() {
    const wrapper = mount(FieldTree, {
      props: { fields, chosen: null, label: 'Fields' },
      global: { plugins: [i18n] },
      attachTo: document.body,
    })
    const tree = wrapper.get('[role=tree]')
    const press = async (key: string) => {
      await tree.trigger('keydown', { key })
      const chosen = wrapper.emitted<[{ from: number; to: number }]>('choose')?.at(-1)?.[0]
      if (chosen) await wrapper.setProps({ chosen })
      return chosen && sourceOf(chosen)
    }
    const current = () => wrapper.findAll('[aria-selected=true]').map((row) => row.text())
    return { wrapper, press, current }
  }

  it('chooses the bytes of the line that keys lead to', async () => {
    const { wrapper, press } = open()
    expect(await press('ArrowDown')).toBe(source)
    expect(await press('ArrowDown')).toBe('"a":[1,22]')
    expect(await press('ArrowRight')).toBe('1')
    expect(await press('ArrowLeft')).toBe('"a":[1,22]')
    expect(wrapper.findAll('[role=treeitem]').length).toBeGreaterThan(0)
    wrapper.unmount()
  })

  it('closes and opens with the arrow keys', async () => {
    const { wrapper, press } = open()
    await press('ArrowDown')
    expect(wrapper.get('[role=treeitem]').attributes('aria-expanded')).toBe('true')
    await press('ArrowLeft')
    expect(wrapper.findAll('[role=treeitem]')).toHaveLength(1)
    await press('ArrowRight')
    expect(wrapper.findAll('[role=treeitem]').length).toBeGreaterThan(1)
    wrapper.unmount()
  })

  it('goes to the field of bytes that were chosen elsewhere, and opens what is around it', async () => {
    const { wrapper, press, current } = open()
    await press('ArrowDown')
    await press('ArrowLeft')
    const at = source.indexOf('22')
    await wrapper.setProps({ chosen: { from: at, to: at + 1 } })
    await nextTick()
    expect(current()).toEqual([expect.stringMatching(/^\[1\]\s*22$/)])
    await wrapper.setProps({ chosen: null })
    expect(current()).toEqual([])
    wrapper.unmount()
  })
})

describe('what values are read from', () => {
  it('is what is chosen, but more from a single byte on', () => {
    expect(valueRange({ anchor: 4, focus: 2 }, 50)).toEqual({ from: 2, to: 5 })
    expect(valueRange({ anchor: 4, focus: 4 }, 50)).toEqual({ from: 4, to: 50 })
    expect(valueRange(null, 50)).toEqual({ from: 0, to: 50 })
    expect(valueRange(null, 5_000).to).toBeLessThan(5_000)
  })

  it('is not what checksums are of: those are of exactly what is chosen, or of everything', () => {
    expect(chosenRange({ anchor: 4, focus: 4 }, 50)).toEqual({ from: 4, to: 5 })
    expect(chosenRange(null, 5_000_000)).toEqual({ from: 0, to: 5_000_000 })
  })
})

describe('values', () => {
  const bytes = Uint8Array.of(0x65, 0x53, 0xf1, 0x00)
  const row = (name: string) => numberRows(bytes, 4).find((one) => one.name === name)

  it('are shown in both orders, and not where there are too few bytes', () => {
    expect(row('u32')).toMatchObject({ big: '1700000000', little: '15815525' })
    expect(row('u8')).toMatchObject({ ordered: false, big: '101' })
    expect(row('u64')).toMatchObject({ big: null, little: null })
  })

  it('have a line for an unusual count of chosen bytes', () => {
    expect(numberRows(bytes.subarray(0, 3), 3)[0]).toMatchObject({
      name: 'u24',
      big: '6640625',
      little: '15815525',
    })
  })

  it('are times only where they may be some', () => {
    expect(timeRows(bytes)).toEqual([
      { name: 'Unix s, 32 bit', ordered: true, big: '2023-11-14T22:13:20.000000Z', little: null },
    ])
  })

  it('are text in every encoding', () => {
    expect(
      textRows(Uint8Array.of(0xd6, 0xd0)).map(({ name, segments }) => [name, segments[0]?.text]),
    ).toEqual(
      expect.arrayContaining([
        ['GBK, GB18030', '中'],
        ['UTF-8', '\\xD6\\xD0'],
        ['Latin-1 (ISO 8859-1)', 'ÖÐ'],
      ]),
    )
  })
})
