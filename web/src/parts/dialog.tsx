import { Drawer, Modal } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLayer } from '../core/layers';

// A `header` outside of an article would be the banner of the page.
const NO_BANNER = { header: { role: 'none' } };

interface LayerProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: number;
  /** Cannot be closed: the page needs the answer. */
  fixed?: boolean;
  children: ReactNode;
}

/** Gives the focus back to where it was, also when the layer goes away together with what opened it. */
function useFocusBack(opened: boolean): void {
  useEffect(() => {
    if (!opened) return;
    const before = document.activeElement;
    return () => {
      window.setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const isThere = before instanceof HTMLElement && before.isConnected;
        // What opened it may have gone with what it did: then on with the page.
        (isThere ? before : document.getElementById('main'))?.focus();
      });
    };
  }, [opened]);
}

/** A dialog on the layer stack: Escape closes it only when it is the topmost. */
export function Dialog({
  opened,
  onClose,
  title,
  size = 480,
  fixed = false,
  children,
}: LayerProps) {
  const { t } = useTranslation('parts');
  useLayer(opened, onClose);
  useFocusBack(opened);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      closeOnEscape={false}
      closeOnClickOutside={!fixed}
      withCloseButton={!fixed}
      closeButtonProps={{ 'aria-label': t('close') }}
      attributes={NO_BANNER}
      centered
    >
      {children}
    </Modal>
  );
}

/** A drawer on the right for what belongs to a list; has its own URL parameter at the caller. */
export function SideDrawer({ opened, onClose, title, size = 480, children }: LayerProps) {
  const { t } = useTranslation('parts');
  useLayer(opened, onClose);
  useFocusBack(opened);
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      position="right"
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': t('close') }}
      attributes={NO_BANNER}
    >
      {children}
    </Drawer>
  );
}
