import prettier from 'eslint-config-prettier'
import vue from 'eslint-plugin-vue'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

const electronImport = { name: 'electron', message: 'The engine and the shared code run without Electron.' }
const noDom = ['window', 'document', 'navigator', 'localStorage'].map((name) => ({
  name,
  message: 'The engine and the shared code run without a DOM.',
}))

export default defineConfig(
  { ignores: ['out', 'dist', 'node_modules', 'coverage'] },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/max-lines-per-block': ['error', { template: 200, script: 220, style: 200 }],
      'max-lines': ['error', { max: 300 }],
      'vue/multi-word-component-names': 'off',
    },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['src/main/engine/**', 'src/shared/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [electronImport], patterns: ['**/desktop/*', '**/web/*', '**/cli/*'] },
      ],
      'no-restricted-globals': ['error', ...noDom],
    },
  },
  {
    files: ['src/shared/**', 'src/renderer/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [electronImport],
          patterns: [{ regex: '^node:', message: 'No Node here.' }, { group: ['**/main/*'] }],
        },
      ],
    },
  },
  prettier,
)
