import tseslint from 'typescript-eslint';
import jest from 'eslint-plugin-jest';

const pureFolders = [
  'kernel',
  'encounter',
  'coding',
  'scrubbing',
  'claim',
  'x12',
  'remittance',
  'denials',
  'work-items',
  'audit',
];
const takeAsArgument = (what) => `The pure folders know no ${what}: take it as an argument.`;

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.vtc', '.stryker-tmp', 'reports', 'coverage', '**/*.cjs', '**/*.mjs', '**/*.js'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-eval': 'error',
      'max-lines': ['warn', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['warn', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: pureFolders.map((folder) => `shared/${folder}/**/*.ts`),
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: takeAsArgument('network') },
        { name: 'process', message: takeAsArgument('environment') },
        { name: 'setTimeout', message: takeAsArgument('clock') },
        { name: 'setInterval', message: takeAsArgument('clock') },
        { name: 'crypto', message: takeAsArgument('chance') },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: takeAsArgument('clock') },
        { object: 'Math', property: 'random', message: takeAsArgument('chance') },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: takeAsArgument('clock') },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    plugins: { jest },
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
      // That a title is text the compiler knows; a test of a list is named by the list.
      'jest/valid-title': ['error', { ignoreTypeOfDescribeName: true, ignoreTypeOfTestName: true }],
      'jest/no-conditional-expect': 'off',
      'jest/no-standalone-expect': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'max-lines': 'off',
      'max-lines-per-function': 'off',
    },
    languageOptions: { globals: jest.environments.globals.globals },
  },
);
