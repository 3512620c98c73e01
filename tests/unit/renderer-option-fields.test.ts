// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import SelectField from '../../src/renderer/controls/SelectField.vue'
import OptionField from '../../src/renderer/endpoint-form/OptionField.vue'
import type { OptionDefinitions } from '../../src/shared/endpoints/options/option'
import { optionDefinitions } from '../../src/shared/endpoints/options/option-definitions'
import { optionSamples, type OptionSample } from '../support/option-samples'
import { openWindow, type WindowUnderTest } from '../support/renderer-window'

let page: WindowUnderTest

/** Gives the field of an option in the form this value as a person does; returns what the form then has. */
async function inTheForm({ kind, name, value }: OptionSample): Promise<unknown> {
  const definitions: OptionDefinitions = optionDefinitions[kind]
  const definition = definitions[name]!
  let now: unknown = definition.default
  const field = page.show(OptionField, {
    name,
    definition,
    modelValue: definition.default,
    problem: null,
    'onUpdate:modelValue': (entered: unknown) => {
      now = entered
      void field.setProps({ modelValue: entered })
    },
  })
  const { type } = definition.control
  if (type === 'switch') await field.get('button[role=switch]').trigger('click')
  else if (type === 'choice') field.getComponent(SelectField).vm.$emit('update:modelValue', value)
  else if (type === 'framing') await typeFraming(field)
  else if (type === 'groups') await typeGroups(field)
  else if (type === 'faults') await typeFaults(field)
  else await field.get<HTMLInputElement>('input, textarea').setValue(String(value))
  await flushPromises()
  field.unmount()
  return now
}

type Field = ReturnType<WindowUnderTest['show']>

async function typeFraming(field: Field): Promise<void> {
  field.getComponent(SelectField).vm.$emit('update:modelValue', 'delimiter')
  await flushPromises()
  await field.get('input').setValue('0d0a')
}

async function typeGroups(field: Field): Promise<void> {
  for (const [at, [group, onInterface, source]] of [
    ['239.1.2.3', 'lo', '127.0.0.2'],
    ['ff15::7', 'lo', ''],
  ].entries()) {
    await field.get('[data-testid=add-group]').trigger('click')
    const inputs = field.get(`[data-testid=group-row-${at}]`).findAll('input')
    await inputs[0]!.setValue(group)
    await inputs[1]!.setValue(onInterface)
    await inputs[2]!.setValue(source)
  }
}

async function typeFaults(field: Field): Promise<void> {
  for (const way of ['in', 'out']) {
    await field.get(`[data-testid=fault-${way}-delay]`).setValue('50')
    await field.get(`[data-testid=fault-${way}-drop]`).setValue('1%')
  }
}

beforeAll(async () => {
  page = await openWindow()
})
afterAll(() => page.close())

/** `option-places.test.ts` shows the same of the command line and the workspace. */
describe('the form gives every option the value that a person enters', () => {
  it.each(optionSamples)('$kind, $name, $value', async (sample) => {
    expect(await inTheForm(sample)).toEqual(sample.value)
  })
})
