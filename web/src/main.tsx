import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/global.layer.css';
import './mantine.css';
import 'virtual:theme.css';
import './core/base.css';
import './parts/form.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { watchForms } from './core/first-error';
import { startTexts } from './core/i18n';
import { queryClient } from './core/queries';
import { theme } from './core/theme';
import { FIRST_TEXTS, router } from './routes';

const Notifications = lazy(async () => ({
  default: (await import('@mantine/notifications')).Notifications,
}));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

watchForms();
await startTexts(FIRST_TEXTS);

createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={localStorageColorSchemeManager({ key: 'relance.theme' })}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Suspense fallback={null}>
          <Notifications position="bottom-left" limit={3} autoClose={8000} />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
