/** The folder of the files that are made for pysandbox and that it reads beside its modules, from source and in an executable. */
export const BUILD_FOLDER = new URL("../../assets/build/", import.meta.url);
