import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { Session } from './session.entity';

/** Opens one stream for a session whose cookie cannot travel; gone once it is used. */
@Entity('session_tickets')
@Index('session_tickets_session_id_idx', ['sessionId'])
@Index('session_tickets_expires_at_idx', ['expiresAt'])
export class SessionTicket {
  @PrimaryColumn('bytea', { name: 'token_hash', primaryKeyConstraintName: 'session_tickets_pkey' })
  tokenHash: Buffer;

  @Column('uuid', { name: 'session_id' })
  sessionId: string;

  @ManyToOne(() => Session, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'session_id', foreignKeyConstraintName: 'session_tickets_session_id_fkey' })
  session?: Relation<Session>;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;
}
