import { orders, report, type StandInOrder } from './control'

let lastNumber = 0

/** Shows the dialog to the test and waits for its answer, as for a person's. */
function ask(kind: string, args: readonly unknown[]): Promise<unknown> {
  const number = (lastNumber += 1)
  report({ tell: 'dialog', number, kind, options: args.at(-1) })
  return new Promise((resolve) => {
    const answered = (order: Extract<StandInOrder, { order: 'answer-dialog' }>) => {
      if (order.number !== number) return
      orders.off('answer-dialog', answered)
      resolve(order.answer)
    }
    orders.on('answer-dialog', answered)
  })
}

export const dialog = {
  showOpenDialog: (...args: unknown[]) => ask('open', args),
  showSaveDialog: (...args: unknown[]) => ask('save', args),
  showMessageBox: (...args: unknown[]) => ask('message', args),
  showErrorBox: (title: string, content: string) =>
    report({ tell: 'dialog', number: (lastNumber += 1), kind: 'error', options: { title, content } }),
}
