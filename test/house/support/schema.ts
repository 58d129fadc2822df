import type { Client } from 'pg';

/** One line for each thing the database knows, so that two states compare line by line. */
export type SchemaLines = string[];

const OF_OURS = `n.nspname IN ('public', 'relance')`;

/**
 * Relations that are the runner's own, objects of extensions, and partitions, which the clock makes and not a migration,
 * are left out.
 */
const LINES = `
  WITH ours AS (
    SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE ${OF_OURS} AND c.relname NOT IN ('migrations', 'migrations_id_seq', 'migrations_pkey')
       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.conrelid = to_regclass('public.migrations'))
       AND NOT c.relispartition
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  ), functions AS (
    SELECT p.* FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE ${OF_OURS} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  )
  SELECT format('relation %s kind %s security %s options %s owner %s', oid::regclass, relkind, relrowsecurity,
                reloptions, relowner::regrole) AS line FROM ours WHERE relkind <> 'i'
  UNION ALL
  SELECT format('column %s.%s %s %s default %s identity %s generated %s', o.oid::regclass, a.attname,
                format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
                pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated)
    FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = o.oid AND d.adnum = a.attnum WHERE o.relkind IN ('r', 'p', 'v', 'm')
  UNION ALL
  SELECT format('constraint %s on %s %s', k.conname, k.conrelid::regclass, pg_get_constraintdef(k.oid))
    FROM pg_constraint k JOIN ours o ON o.oid = k.conrelid WHERE k.contype <> 'n'
  UNION ALL
  SELECT format('index %s', pg_get_indexdef(i.indexrelid)) FROM pg_index i JOIN ours o ON o.oid = i.indrelid
  UNION ALL
  SELECT format('policy %s on %s for %s to %s using %s check %s', p.polname, p.polrelid::regclass, p.polcmd,
                (SELECT string_agg(r::regrole::text, ',' ORDER BY r::regrole::text) FROM unnest(p.polroles) r),
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
    FROM pg_policy p JOIN ours o ON o.oid = p.polrelid
  UNION ALL
  SELECT format('trigger %s', pg_get_triggerdef(t.oid)) FROM pg_trigger t JOIN ours o ON o.oid = t.tgrelid
   WHERE NOT t.tgisinternal
  UNION ALL
  SELECT format('function %s owner %s %s', oid::regprocedure, proowner::regrole, pg_get_functiondef(oid))
    FROM functions WHERE prokind IN ('f', 'p')
  UNION ALL
  SELECT format('view %s %s', oid::regclass, pg_get_viewdef(oid)) FROM ours WHERE relkind IN ('v', 'm')
  UNION ALL
  SELECT format('extension %s', extname) FROM pg_extension
  UNION ALL
  SELECT format('schema %s', nspname) FROM pg_namespace n WHERE ${OF_OURS}
  UNION ALL
  SELECT format('grant on %s to %s: %s', o.oid::regclass, g.grantee::regrole, g.privilege_type)
    FROM ours o, aclexplode(o.relacl) g WHERE o.relkind IN ('r', 'p', 'v', 'm', 'S') AND g.grantee <> o.relowner
  UNION ALL
  SELECT format('grant on %s.%s to %s: %s', o.oid::regclass, a.attname, g.grantee::regrole, g.privilege_type)
    FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attacl IS NOT NULL, aclexplode(a.attacl) g
  UNION ALL
  SELECT format('grant on function %s to %s: %s', f.oid::regprocedure, g.grantee::regrole, g.privilege_type)
    FROM functions f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) g
  UNION ALL
  SELECT format('grant on schema %s to %s: %s', n.nspname, g.grantee::regrole, g.privilege_type)
    FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) g WHERE ${OF_OURS}
  ORDER BY 1`;

/** Everything that migrations can make in a database. */
export async function schemaLines(client: Client): Promise<SchemaLines> {
  const { rows } = await client.query<{ line: string }>(LINES);
  return rows.map(({ line }) => line);
}

/** Lines that only one side has, each with a word about its side. */
export function differences(
  left: SchemaLines,
  right: SchemaLines,
  onlyLeft: string,
  onlyRight: string,
): string[] {
  const [inLeft, inRight] = [new Set(left), new Set(right)];
  return [
    ...left.filter((line) => !inRight.has(line)).map((line) => `${onlyLeft}: ${line}`),
    ...right.filter((line) => !inLeft.has(line)).map((line) => `${onlyRight}: ${line}`),
  ];
}
