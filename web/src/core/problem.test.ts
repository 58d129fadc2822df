import { fieldOfPointer, parseProblem, splitErrors } from './problem';

describe('a problem', () => {
  it('keeps what the server said', () => {
    const problem = parseProblem(
      409,
      {
        type: '/problems/lead-already-registered',
        title: 'Already registered',
        status: 409,
        detail: 'Same e-mail',
        severity: 'hard',
        candidates: [{ leadId: '1' }],
      },
      null,
    );

    expect(problem.kind).toBe('lead-already-registered');
    expect(problem.members).toMatchObject({ severity: 'hard', candidates: [{ leadId: '1' }] });
    expect(problem.retryAfterSeconds).toBeNull();
  });

  it('is made of a page that is no problem document', () => {
    const problem = parseProblem(502, '<html>Bad gateway</html>', '12');

    expect(problem.kind).toBe('http-502');
    expect(problem.errors).toEqual([]);
    expect(problem.retryAfterSeconds).toBe(12);
  });
});

describe('a pointer', () => {
  it.each([
    ['#/contacts/0/email', 'contacts.0.email'],
    ['/company/name', 'company.name'],
    ['#/a~1b', 'a/b'],
    ['#/', ''],
  ])('%s names the field %s', (pointer, field) => {
    expect(fieldOfPointer(pointer)).toBe(field);
  });

  it('without a field is left for the summary', () => {
    const problem = parseProblem(
      400,
      {
        type: '/problems/invalid-request',
        errors: [
          { pointer: '#/company/name', detail: 'too long' },
          { pointer: '#/unknown', detail: 'unrecognised' },
        ],
      },
      null,
    );

    expect(splitErrors(problem, (path) => path === 'company.name')).toEqual({
      fields: { 'company.name': 'too long' },
      rest: [{ pointer: '#/unknown', detail: 'unrecognised' }],
    });
  });
});
