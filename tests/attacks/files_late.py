# expect: status=ok exit=0
# asks: files
# files: ["at_exit", "at_finalizer"]
# stdout: ""
# tries: makes and changes its files when it has ended, and leaves a task that would go on with it
# without: a list that is not what is given
# source: own
import asyncio
import atexit


class Late:
    def __del__(self, open=open):
        with open("at_finalizer", "w") as file:
            file.write("late")


def at_exit():
    with open("at_exit", "w") as file:
        file.write("late")


async def go_on():
    number = 0
    while True:
        await asyncio.sleep(0)
        with open(f"task{number}", "w") as file:
            file.write("task")
        number += 1


late = Late()
atexit.register(at_exit)
loop = asyncio.new_event_loop()
task = loop.create_task(go_on())
