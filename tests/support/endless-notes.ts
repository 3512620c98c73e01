import { NoteKeeper } from '../../src/main/engine/notes/note-keeper'

/** A program to be killed: sets bookmarks in the capture it is given, one after the other, and tells of each. */
async function write(capture: string): Promise<void> {
  const keeper = new NoteKeeper({
    liveCaptures: () => new Set(),
    lastRecord: () => Promise.resolve(Infinity),
    changed: ({ record }) => process.stdout.write(`${record}\n`),
  })
  for (let record = 1; record <= 5_000; record += 1) await keeper.set(capture, record, `note ${record}`)
}

void write(process.argv[2]!)
