import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { Message } from '../sending/message.entity';

/** Where a link of one mail leads. What is fetched names the mail and the number, never an address: nobody can be sent elsewhere. */
@Entity('email_links')
@Check('email_links_number_check', 'number BETWEEN 0 AND 99')
export class Link {
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'email_links_pkey' })
  messageId: string;

  @ManyToOne(() => Message, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'email_links_message_id_fkey' })
  message?: Relation<Message>;

  /** 0 is the link that no person sees. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'email_links_pkey' })
  number: number;

  @Column('text')
  url: string;
}
