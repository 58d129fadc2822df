import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { ContentPackage } from './content-package.entity';
import type { ItemKind, ItemTexts } from './items.rules';

/** One message of a package. */
@Entity('content_items')
@Check('content_items_ordinal_check', 'ordinal >= 1')
@Check('content_items_kind_check', "kind IN ('text', 'image', 'document', 'video')")
export class ContentItem {
  @PrimaryColumn('uuid', { name: 'package_id', primaryKeyConstraintName: 'content_items_pkey' })
  packageId: string;

  @ManyToOne(() => ContentPackage, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'package_id',
    foreignKeyConstraintName: 'content_items_package_id_fkey',
  })
  package?: Relation<ContentPackage>;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'content_items_pkey' })
  ordinal: number;

  @Column('text')
  kind: ItemKind;

  @Column('jsonb')
  content: ItemTexts;
}
