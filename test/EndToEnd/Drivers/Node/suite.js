// The cases of mysql2.
'use strict';

require('./values');
require('./prepared');
require('./results');
require('./statements');
require('./sessions');
require('./streams');
require('./cancelling');
require('./connections');

require('./casebook').main();
