/** The version of the program, as in `package.json`. */
export { version } from '../../package.json'
