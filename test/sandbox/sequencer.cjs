const { default: Sequencer } = require('@jest/test-sequencer');

const isJourney = ({ path }) => Number(path.includes('/test/journeys/'));

/** Journeys last longest and so begin first: otherwise one worker waits for the last of the other. */
module.exports = class JourneysFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => isJourney(other) - isJourney(one));
  }
};
