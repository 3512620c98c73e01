import { writeFile } from 'node:fs/promises'
import { makePages } from './pages'

for (const { path, text } of await makePages()) {
  await writeFile(path, text)
  console.log(path)
}
