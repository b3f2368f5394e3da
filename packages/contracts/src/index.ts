/** The contracts between the services, generated from `proto/`. */
export * as call from './gen/cordboard/call/v1/call.ts';
export * as callControl from './gen/cordboard/call/v1/call_control.ts';
export * as directory from './gen/cordboard/directory/v1/directory.ts';
export * as media from './gen/cordboard/media/v1/media_control.ts';
export * as transfer from './gen/cordboard/transfer/v1/transfer.ts';
